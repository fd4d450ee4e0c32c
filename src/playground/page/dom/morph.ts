/** The handlers that our elements carry as properties; they follow the newest rendering. */
const HANDLERS = [
  'onclick',
  'onchange',
  'oninput',
  'onkeydown',
  'onsubmit',
  'ontoggle',
  'onfocus',
  'onblur',
  'onpaste',
  'onscroll',
] as const;

/** Attributes that belong to the reader once the element stands: what they opened, typed or moved to. */
const KEPT = new Set(['open', 'tabindex', 'data-kept']);

/**
 * Makes `from` look like `to` while keeping its nodes, so that focus, selection, scroll positions, opened details
 * and running transitions survive a new rendering. Elements with the same `data-key` are the same element.
 */
export function morph(from: Element, to: Element): Element {
  if (from.tagName !== to.tagName || keyOf(from) !== keyOf(to)) {
    from.replaceWith(to);
    return to;
  }
  syncAttributes(from, to);
  for (const handler of HANDLERS) Reflect.set(from, handler, Reflect.get(to, handler) ?? null);
  if (!isField(from)) morphChildren(from, to);
  return from;
}

/** Fields keep what was typed into them; a new rendering never overwrites it. */
function isField(element: Element): boolean {
  return element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement;
}

export function morphChildren(from: Element, to: Element): void {
  const keyed = new Map<string, Element>();
  for (const child of from.children) {
    const key = keyOf(child);
    if (key) keyed.set(key, child);
  }
  let at: ChildNode | null = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const key = wanted instanceof Element ? keyOf(wanted) : null;
    const known = key ? keyed.get(key) : undefined;
    if (known && wanted instanceof Element && known.parentNode === from) {
      if (known === at) at = at.nextSibling;
      else from.insertBefore(known, at);
      morph(known, wanted);
    } else if (!key && at && compatible(at, wanted)) {
      const next: ChildNode | null = at.nextSibling;
      if (at instanceof Element && wanted instanceof Element) morph(at, wanted);
      else if (at.nodeValue !== wanted.nodeValue) at.nodeValue = wanted.nodeValue;
      at = next;
    } else {
      from.insertBefore(wanted, at);
    }
  }
  while (at) {
    const next: ChildNode | null = at.nextSibling;
    at.remove();
    at = next;
  }
}

function compatible(have: ChildNode, want: ChildNode): boolean {
  if (have.nodeType !== want.nodeType) return false;
  return !(have instanceof Element) || (have.tagName === want.nodeName && keyOf(have) === null);
}

function keyOf(element: Element): string | null {
  return element.getAttribute('data-key');
}

function syncAttributes(from: Element, to: Element): void {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !KEPT.has(name)) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (!KEPT.has(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
}
