import { useEffect, useRef, useState } from 'preact/hooks';

import type { Point, Stroke } from './strokes.js';

/** Inner size of the pad in its own units; the page scales it. */
const side = 280;
const penWidth = 20;
const keyStep = 10;

/** A square to draw on with mouse, touch or pen, or with the arrow keys (space lowers and lifts the pen). */
export function DrawingPad({
  strokes,
  onChange,
}: {
  readonly strokes: readonly Stroke[];
  readonly onChange: (strokes: readonly Stroke[]) => void;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const isDrawing = useRef(false);
  const [cursor, setCursor] = useState<Point>();
  const [isPenDown, setPenDown] = useState(false);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) paint(context, strokes, cursor, isPenDown);
  }, [strokes, cursor, isPenDown]);

  const pointOf = (event: PointerEvent): Point => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * side,
      y: ((event.clientY - box.top) / box.height) * side,
    };
  };
  const extend = (...points: Point[]): void =>
    onChange([...strokes.slice(0, -1), [...(strokes.at(-1) ?? []), ...points]]);

  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    isDrawing.current = true;
    setCursor(undefined);
    onChange([...strokes, [pointOf(event)]]);
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (isDrawing.current) extend(pointOf(event));
  };
  const onPointerEnd = (): void => {
    isDrawing.current = false;
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Record<string, Point> = {
      ArrowLeft: { x: -keyStep, y: 0 },
      ArrowRight: { x: keyStep, y: 0 },
      ArrowUp: { x: 0, y: -keyStep },
      ArrowDown: { x: 0, y: keyStep },
    };
    const from = cursor ?? { x: side / 2, y: side / 4 };
    const step = steps[event.key];
    if (event.key === ' ') {
      setCursor(from);
      if (!isPenDown) onChange([...strokes, [from]]);
      setPenDown(!isPenDown);
    } else if (step) {
      const to = { x: within(from.x + step.x), y: within(from.y + step.y) };
      setCursor(to);
      if (isPenDown) extend(to);
    } else return;
    event.preventDefault();
  };
  return (
    <canvas
      ref={canvas}
      class="drawing-pad"
      width={side}
      height={side}
      tabIndex={0}
      role="application"
      aria-label="Drawing pad. Draw with the pointer, or move with the arrow keys and press space to lower or lift the pen."
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerEnd}
      onPointerCancel={onPointerEnd}
      onKeyDown={onKeyDown}
      onBlur={() => {
        setCursor(undefined);
        setPenDown(false);
      }}
    />
  );
}

function within(value: number): number {
  return Math.min(side, Math.max(0, value));
}

/** White ink on black, as MNIST is shown, in light and dark pages alike. */
function paint(
  context: CanvasRenderingContext2D,
  strokes: readonly Stroke[],
  cursor: Point | undefined,
  isPenDown: boolean,
): void {
  context.fillStyle = '#000';
  context.fillRect(0, 0, side, side);
  if (strokes.length === 0) {
    context.fillStyle = '#9aa5b1';
    context.font = '16px sans-serif';
    context.textAlign = 'center';
    context.fillText('draw here', side / 2, side / 2);
  }
  context.strokeStyle = '#fff';
  context.lineWidth = penWidth;
  context.lineCap = context.lineJoin = 'round';
  for (const stroke of strokes) {
    const [start, ...rest] = stroke;
    if (start === undefined) continue;
    context.beginPath();
    context.moveTo(start.x, start.y);
    for (const point of rest.length === 0 ? [start] : rest) context.lineTo(point.x, point.y);
    context.stroke();
  }
  if (cursor === undefined) return;
  context.beginPath();
  context.arc(cursor.x, cursor.y, penWidth / 2, 0, 2 * Math.PI);
  context.lineWidth = 2;
  context.strokeStyle = isPenDown ? '#ffa90e' : '#3f90da';
  context.stroke();
}
