import { morph } from './morph.ts';

export type Item = {
  key: string;
  /** What the element was built from, compared one by one: an item whose parts are unchanged is not built again. */
  from: readonly unknown[];
  build: () => HTMLElement;
};

/** Brings a container's children in line with the items. Long lists stay cheap: only what changed is built. */
export function keyedList(container: HTMLElement): (items: readonly Item[]) => void {
  const shown = new Map<string, { element: Element; from: readonly unknown[] }>();
  return (items) => {
    const wanted = new Set(items.map((item) => item.key));
    for (const [key, { element }] of shown) {
      if (wanted.has(key)) continue;
      element.remove();
      shown.delete(key);
    }
    let at: Element | null = container.firstElementChild;
    for (const item of items) {
      const known = shown.get(item.key);
      let element = known?.element ?? item.build();
      if (known && !same(known.from, item.from)) element = morph(known.element, item.build());
      shown.set(item.key, { element, from: item.from });
      if (at === known?.element && element !== at) at = element;
      if (element === at) at = at.nextElementSibling;
      else container.insertBefore(element, at);
    }
  };
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
}
