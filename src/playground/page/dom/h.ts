export type Child = Node | string | null | undefined | false | readonly Child[];

type Handlers = { [K in keyof GlobalEventHandlers]?: GlobalEventHandlers[K] };

/** Attributes by their HTML names, `on…` handlers, and `key`, which lets {@link morph} recognise an element. */
export type Props = Handlers & {
  [attribute: string]: string | number | boolean | null | undefined | Handlers[keyof Handlers];
  key?: string;
};

/**
 * Builds an element. Children are text or nodes, never markup: whatever a stranger wrote stays text.
 * `false`, `null` and `undefined` leave an attribute or a child out; `true` sets an empty attribute.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) Reflect.set(element, name, value);
    else if (name === 'key') element.dataset.key = String(value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (typeof child === 'string') parent.appendChild(document.createTextNode(child));
    else if (child instanceof Node) parent.appendChild(child);
    else append(parent, child);
  }
}

export function fragment(...children: Child[]): DocumentFragment {
  const all = document.createDocumentFragment();
  append(all, children);
  return all;
}
