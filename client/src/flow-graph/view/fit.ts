/** Scales the picture to the width of the panel, as far as it stays legible. */

const SMALLEST = 0.78;
const PADDING = 28;

export function fit(graph: HTMLElement): void {
  const picture = graph.querySelector("svg.np-picture");
  if (!(picture instanceof SVGSVGElement)) return;
  const { width, height } = picture.viewBox.baseVal;
  const scale = Math.max(SMALLEST, Math.min(1, (graph.clientWidth - PADDING) / width));
  picture.setAttribute("width", `${width * scale}`);
  picture.setAttribute("height", `${height * scale}`);
}
