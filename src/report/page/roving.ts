import { useRef, useState } from 'preact/hooks';

/** What a group of buttons needs to be one stop of the Tab key. */
export interface Roving {
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocusIn: (event: FocusEvent) => void;
  readonly tabIndexOf: (index: number) => 0 | -1;
}

/**
 * Makes the buttons below an element one stop of the Tab key; arrows, Home and End move among them.
 *
 * @param count how many buttons there are
 * @param start the one that Tab reaches before any of them had the focus
 */
export function useRoving(count: number, start: number): Roving {
  const [visited, setVisited] = useState<number>();
  const known = useRef(count);
  // Other buttons: begin anew.
  const isSame = known.current === count;
  known.current = count;
  const stop = isSame && visited !== undefined ? visited : Math.max(0, start);
  return {
    onKeyDown: (event) => {
      const items = buttonsOf(event.currentTarget);
      const next = neighbor(items, items.indexOf(event.target as HTMLElement), event.key);
      if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      next.focus();
    },
    onFocusIn: (event) => {
      const index = buttonsOf(event.currentTarget).indexOf(event.target as HTMLElement);
      if (index >= 0) setVisited(index);
    },
    tabIndexOf: (index) => (index === Math.min(stop, count - 1) ? 0 : -1),
  };
}

function buttonsOf(group: EventTarget | null): HTMLElement[] {
  return group instanceof Element ? [...group.querySelectorAll('button')] : [];
}

function neighbor(items: readonly HTMLElement[], index: number, key: string): HTMLElement | undefined {
  switch (key) {
    case 'ArrowRight':
      return items[index + 1];
    case 'ArrowLeft':
      return items[index - 1];
    case 'Home':
      return items[0];
    case 'End':
      return items.at(-1);
    case 'ArrowDown':
    case 'ArrowUp':
      return nearestInRow(items, items[index], key === 'ArrowDown' ? 1 : -1);
    default:
      return undefined;
  }
}

/** The item of the next row down (1) or up (-1) whose middle is nearest. */
function nearestInRow(
  items: readonly HTMLElement[],
  from: HTMLElement | undefined,
  direction: 1 | -1,
): HTMLElement | undefined {
  if (from === undefined) return undefined;
  const here = from.getBoundingClientRect();
  const places = items.map((item) => ({ item, box: item.getBoundingClientRect() }));
  const beyond = places.filter(({ box }) => direction * (box.top - here.top) > 1);
  const row = Math.min(...beyond.map(({ box }) => direction * box.top));
  const distance = ({ left, right }: DOMRect) => Math.abs(left + right - here.left - here.right);
  return beyond
    .filter(({ box }) => Math.abs(direction * box.top - row) < 1)
    .sort((first, second) => distance(first.box) - distance(second.box))[0]?.item;
}
