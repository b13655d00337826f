/** Buttons, keys and the mouse change how large the picture is, and which part of it is seen. */

import { element } from "./dom";
import type { Zoom } from "./zoom";

/** What a step of a wheel, or of two fingers, changes at most. */
const MOST_BY_WHEEL = 0.25;
/** How far the mouse moves before a press is meant to move the picture, in pixels. */
const DRAGS_FROM = 4;

export function listenForZoom(graph: HTMLElement, zoom: Zoom): void {
  const actions: readonly (readonly [string, string, () => void])[] = [
    ["zoom-in", "+=", () => zoom.in()],
    ["zoom-out", "-_", () => zoom.out()],
    ["zoom-fit", "0", () => zoom.fit()],
  ];
  for (const [id, , act] of actions) element(id, HTMLButtonElement).addEventListener("click", act);
  window.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = actions.find(([, keys]) => keys.includes(event.key));
    if (action === undefined || graph.querySelector("svg.np-picture") === null) return;
    event.preventDefault();
    action[2]();
  });
  graph.addEventListener(
    "wheel",
    (event) => {
      // Two fingers on a touch pad are told as this key, too.
      if (!event.ctrlKey || graph.querySelector("svg.np-picture") === null) return;
      event.preventDefault();
      const by = Math.max(-MOST_BY_WHEEL, Math.min(MOST_BY_WHEEL, -event.deltaY / 100));
      zoom.by(Math.exp(by), { x: event.clientX, y: event.clientY });
    },
    { passive: false },
  );
  dragToMove(graph);
}

/** The mouse takes hold of the picture and moves it; the click that ends this means nothing. */
function dragToMove(graph: HTMLElement): void {
  let last: { readonly x: number; readonly y: number } | undefined;
  let isMoving = false;
  graph.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button > 1 || graph.querySelector("svg.np-picture") === null) return;
    // Not the scroll bars.
    if (event.target === graph && (event.offsetX > graph.clientWidth || event.offsetY > graph.clientHeight)) return;
    last = { x: event.clientX, y: event.clientY };
    isMoving = false;
  });
  graph.addEventListener("pointermove", (event) => {
    if (last === undefined) return;
    if (!isMoving && Math.hypot(event.clientX - last.x, event.clientY - last.y) < DRAGS_FROM) return;
    if (!isMoving) graph.setPointerCapture(event.pointerId);
    isMoving = true;
    graph.classList.add("moving");
    graph.scrollBy(last.x - event.clientX, last.y - event.clientY);
    last = { x: event.clientX, y: event.clientY };
  });
  const end = (): void => {
    last = undefined;
    graph.classList.remove("moving");
  };
  graph.addEventListener("pointerup", end);
  graph.addEventListener("pointercancel", end);
  graph.addEventListener(
    "click",
    (event) => {
      if (!isMoving) return;
      isMoving = false;
      event.stopPropagation();
      event.preventDefault();
    },
    { capture: true },
  );
}
