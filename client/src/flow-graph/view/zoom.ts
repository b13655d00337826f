/**
 * How large the picture is: as a whole when it opens, then as large as the user wants it. Names of vertices fit their boxes, and
 * in a small picture they are written larger than the rest.
 */

/** The scale of a step of a button or a key, and the bounds of all scales. */
const STEP = 1.25;
const SMALLEST = 0.08;
const LARGEST = 3;
/** A picture that would be smaller as a whole opens at this scale, with what the cursor is about in view. */
const OPENS_AT_LEAST = 0.25;
/** Below this, what stands below names is hidden, and names have the whole box; below the other, ports of flows are hidden too. */
const SMALL = 0.7;
const FAR = 0.5;
/** The least size of ports on the screen, and their sizes in the picture. */
const PORTS_ON_SCREEN = 8.5;
const PORTS_SIZE = 11;
const PORTS_LARGEST = 16;
/** The least size of names on the screen, where there is room for it; their size in the picture, with the place of the first line. */
const NAME_ON_SCREEN = 9.5;
const NAME_SIZE = 13;
const NAME_LINE = 1.25;
const NAME_TOP = 19;
/** Names of a small picture may stick out of their boxes by this much, into the room between columns. */
const STICKS_OUT = 50;
/** Headings of columns: their size in the picture, and the one that there is room for above it. */
const HEADING_SIZE = 11;
const HEADING_LARGEST = 24;
/** Of the page around the picture, on both sides together. */
const PADDING = 24;

interface Point {
  readonly x: number;
  readonly y: number;
}

export class Zoom {
  readonly #graph: HTMLElement;
  readonly #shown: HTMLElement;
  /** Undefined: the picture as a whole. */
  #chosen: number | undefined;
  #scale = 1;
  #names: readonly Name[] = [];

  /** @param shown Where the scale is written. */
  constructor(graph: HTMLElement, shown: HTMLElement) {
    this.#graph = graph;
    this.#shown = shown;
  }

  /** Takes the picture that has just been drawn. @param isNew False where it is the same one, drawn anew. */
  draw(isNew: boolean): void {
    if (isNew) this.#chosen = undefined;
    this.#names = [...this.#graph.querySelectorAll("svg.np-picture .vertex")].flatMap(nameOf);
    if (this.#chosen === undefined) this.#apply(Math.max(OPENS_AT_LEAST, this.#whole()));
    else this.#apply(this.#chosen);
  }

  /** The picture as a whole. */
  fit(): void {
    this.#chosen = undefined;
    this.#apply(this.#whole());
  }

  /** After a change of the panel's size. */
  resize(): void {
    if (this.#chosen === undefined) this.#apply(Math.max(OPENS_AT_LEAST, this.#whole()));
  }

  in(): void {
    this.by(STEP);
  }

  out(): void {
    this.by(1 / STEP);
  }

  /** @param around What stays where it is on the screen; left out, what has the focus, else the middle of the panel. */
  by(factor: number, around = this.#middle()): void {
    const picture = this.#picture();
    if (picture === undefined) return;
    const before = picture.getBoundingClientRect();
    const [x, y] = [(around.x - before.left) / before.width, (around.y - before.top) / before.height];
    this.#chosen = Math.min(LARGEST, Math.max(SMALLEST, this.#scale * factor));
    this.#apply(this.#chosen);
    const after = picture.getBoundingClientRect();
    this.#graph.scrollBy(after.left + x * after.width - around.x, after.top + y * after.height - around.y);
  }

  #picture(): SVGSVGElement | undefined {
    const picture = this.#graph.querySelector("svg.np-picture");
    return picture instanceof SVGSVGElement ? picture : undefined;
  }

  #whole(): number {
    const size = this.#picture()?.viewBox.baseVal;
    if (size === undefined) return 1;
    const { clientWidth, clientHeight } = this.#graph;
    const scale = Math.min((clientWidth - PADDING) / size.width, (clientHeight - PADDING) / size.height);
    return Math.min(1, Math.max(SMALLEST, scale));
  }

  #middle(): Point {
    const frame = this.#graph.getBoundingClientRect();
    const own = this.#graph.querySelector("[data-vertex]:focus, [data-edge]:focus, .chosen")?.getBoundingClientRect();
    const [x, y] = own ? [own.left + own.width / 2, own.top + own.height / 2] : [0, 0];
    const isSeen = x > frame.left && x < frame.right && y > frame.top && y < frame.bottom;
    return isSeen ? { x, y } : { x: frame.left + frame.width / 2, y: frame.top + frame.height / 2 };
  }

  #apply(scale: number): void {
    const picture = this.#picture();
    if (picture === undefined) return;
    this.#scale = scale;
    const { width, height } = picture.viewBox.baseVal;
    picture.setAttribute("width", `${width * scale}`);
    picture.setAttribute("height", `${height * scale}`);
    const isSmall = scale < SMALL;
    picture.classList.toggle("small", isSmall);
    picture.classList.toggle("far", scale < FAR);
    const ports = Math.min(PORTS_LARGEST, Math.max(PORTS_SIZE, PORTS_ON_SCREEN / scale));
    picture.style.setProperty("--ports-size", `${ports}px`);
    for (const it of this.#names) write(it, Math.max(NAME_SIZE, NAME_ON_SCREEN / scale), isSmall);
    const heading = Math.min(HEADING_LARGEST, Math.max(HEADING_SIZE, PORTS_ON_SCREEN / scale));
    for (const it of picture.querySelectorAll("text.heading"))
      if (it instanceof SVGTextElement) writeHeading(it, heading, width);
    this.#shown.textContent = `${Math.round(scale * 100)}%`;
  }
}

/** In the wanted size, as far as it does not reach beyond the picture. */
function writeHeading(text: SVGTextElement, wanted: number, within: number): void {
  const x = text.x.baseVal[0]?.value ?? 0;
  text.style.fontSize = `${HEADING_SIZE}px`;
  const widest = (HEADING_SIZE * 2 * Math.min(x, within - x)) / Math.max(1, text.getBBox().width);
  text.style.fontSize = `${Math.min(wanted, widest)}px`;
}

/** The name of a vertex: how wide it is in its usual size, and the box that it is in. */
interface Name {
  readonly text: SVGTextElement;
  readonly lines: number;
  readonly width: number;
  readonly box: { readonly width: number; readonly height: number };
}

function nameOf(vertex: Element): readonly Name[] {
  const [text, box] = [vertex.querySelector("text.name"), vertex.querySelector("rect.box")];
  if (!(text instanceof SVGTextElement) || !(box instanceof SVGRectElement)) return [];
  const size = { width: box.width.baseVal.value, height: box.height.baseVal.value };
  return [{ text, lines: Math.max(1, text.children.length), width: Math.max(1, text.getBBox().width), box: size }];
}

/**
 * In the wanted size, as far as there is room: fonts differ, and a name that is too wide for its box gets smaller.
 *
 * @param hasBox True where nothing else is written in its box.
 */
function write({ text, lines, width, box }: Name, wanted: number, hasBox: boolean): void {
  const widest = (NAME_SIZE * (box.width + (hasBox ? STICKS_OUT : -26))) / width;
  const size = Math.min(wanted, widest, hasBox ? box.height / (lines * NAME_LINE) : NAME_SIZE);
  text.style.fontSize = `${size}px`;
  const middle = (box.height - lines * NAME_LINE * size) / 2 + size;
  text.setAttribute("y", `${hasBox ? middle : NAME_TOP}`);
}
