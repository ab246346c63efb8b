import { useEffect, useRef, useState } from 'preact/hooks';

import { darkPalette } from '../../../render/colors.js';
import type { Point, Stroke } from './strokes.js';

/** Inner size of the pad in its own units; the page scales it. */
const side = 280;
const penWidth = 20;
const keyStep = 10;
const keySteps: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -keyStep, y: 0 },
  ArrowRight: { x: keyStep, y: 0 },
  ArrowUp: { x: 0, y: -keyStep },
  ArrowDown: { x: 0, y: keyStep },
};

interface DrawingPadProps {
  readonly strokes: readonly Stroke[];
  readonly onChange: (strokes: readonly Stroke[]) => void;
}

/** A square to draw on with mouse, touch or pen, or with the arrow keys (space lowers and lifts the pen). */
export function DrawingPad(props: DrawingPadProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { cursor, isPenDown, onKeyDown, hideCursor, liftPen } = useKeyboardPen(props);
  const { onPointerDown, onPointerMove, onPointerEnd } = usePointerPen(props, hideCursor);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) paint(context, props.strokes, cursor, isPenDown);
  }, [props.strokes, cursor, isPenDown]);

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
        hideCursor();
        liftPen();
      }}
    />
  );
}

/** The arrow keys move a cursor, space lowers and lifts its pen. */
function useKeyboardPen({ strokes, onChange }: DrawingPadProps) {
  const [cursor, setCursor] = useState<Point>();
  const [isPenDown, setPenDown] = useState(false);
  const onKeyDown = (event: KeyboardEvent): void => {
    const from = cursor ?? { x: side / 2, y: side / 4 };
    const step = keySteps[event.key];
    if (event.key === ' ') {
      setCursor(from);
      if (!isPenDown) onChange([...strokes, [from]]);
      setPenDown(!isPenDown);
    } else if (step) {
      const to = { x: within(from.x + step.x), y: within(from.y + step.y) };
      setCursor(to);
      if (isPenDown) onChange(extended(strokes, to));
    } else return;
    event.preventDefault();
  };
  return {
    cursor,
    isPenDown,
    onKeyDown,
    hideCursor: () => setCursor(undefined),
    liftPen: () => setPenDown(false),
  };
}

/** A stroke for each drag of mouse, touch or pen. */
function usePointerPen({ strokes, onChange }: DrawingPadProps, onStart: () => void) {
  const isDrawing = useRef(false);
  return {
    onPointerDown: (event: PointerEvent): void => {
      if (event.button !== 0) return;
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      isDrawing.current = true;
      onStart();
      onChange([...strokes, [pointOf(event)]]);
    },
    onPointerMove: (event: PointerEvent): void => {
      if (isDrawing.current) onChange(extended(strokes, pointOf(event)));
    },
    onPointerEnd: (): void => {
      isDrawing.current = false;
    },
  };
}

/** The strokes with a point more at the end of the last. */
function extended(strokes: readonly Stroke[], point: Point): readonly Stroke[] {
  return [...strokes.slice(0, -1), [...(strokes.at(-1) ?? []), point]];
}

/** Where the pointer is, in the pad's units. */
function pointOf(event: PointerEvent): Point {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return {
    x: ((event.clientX - box.left) / box.width) * side,
    y: ((event.clientY - box.top) / box.height) * side,
  };
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
    context.fillStyle = darkPalette.muted;
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
  context.strokeStyle = isPenDown ? darkPalette.accent : darkPalette.muted;
  context.stroke();
}
