// What our scripts may expect of the browser, beyond TypeScript's own lists.

// Every element we look for by a selector is an HTML element.
interface ParentNode {
  querySelector<K extends keyof HTMLElementTagNameMap>(
    selectors: K,
  ): HTMLElementTagNameMap[K] | null;
  querySelector(selectors: string): HTMLElement | null;
  querySelectorAll<K extends keyof HTMLElementTagNameMap>(
    selectors: K,
  ): NodeListOf<HTMLElementTagNameMap[K]>;
  querySelectorAll(selectors: string): NodeListOf<HTMLElement>;
}

interface Element {
  closest(selectors: string): HTMLElement | null;
}

// The listeners of a page are called for its elements.
interface EventTarget {
  closest?(selectors: string): HTMLElement | null;
}

interface HtmxEventMap {
  "htmx:afterRequest": CustomEvent;
  "htmx:afterSwap": CustomEvent;
  "htmx:beforeRequest": CustomEvent;
  "htmx:beforeSwap": CustomEvent;
  "htmx:configRequest": CustomEvent;
  "htmx:confirm": CustomEvent;
  "htmx:load": CustomEvent;
  "htmx:responseError": CustomEvent;
  "htmx:sendError": CustomEvent;
  "htmx:timeout": CustomEvent;
}
interface HTMLElementEventMap extends HtmxEventMap {}
interface DocumentEventMap extends HtmxEventMap {}

interface Window {
  htmx?: {
    ajax(method: string, url: string, options: { target: string; swap: string }): Promise<void>;
    process(element: Element): void;
  };
}
