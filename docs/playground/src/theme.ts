/** How editors look. Colors are variables of the page, which follow the reader's scheme. */

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** CodeMirror's own underlines are pictures, which the page's policy does not let in. */
function underlined(color: string): Record<string, string> {
  return {
    backgroundImage: "none",
    textDecoration: `underline wavy ${color} 1px`,
    textDecorationSkipInk: "none",
    textUnderlineOffset: "3px",
  };
}

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--fg)", backgroundColor: "var(--bg)", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--fg)", padding: "6px 0" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--fg)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-gutters": { backgroundColor: "var(--bg)", color: "var(--muted)", borderRight: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--line)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selection)" },
  ".cm-lintRange-error": underlined("var(--error)"),
  ".cm-lintRange-warning": underlined("var(--warning)"),
  ".cm-lintRange-info": underlined("var(--info)"),
  ".cm-lintRange-hint": underlined("var(--muted)"),
  ".cm-lintRange-active": { backgroundColor: "var(--selection)" },
  ".cm-tooltip": {
    color: "var(--fg)",
    backgroundColor: "var(--raised)",
    border: "1px solid var(--border)",
    borderRadius: "5px",
    maxWidth: "min(46em, 90vw)",
    boxShadow: "0 4px 14px var(--shadow)",
    fontSize: "13px",
    lineHeight: "1.45",
    zIndex: "20",
  },
  ".cm-tooltip.cm-tooltip-hover": { maxHeight: "min(30em, 60vh)", overflow: "auto" },
  ".cm-tooltip-section:not(:first-child)": { borderTop: "1px solid var(--border)" },
  ".cm-tooltip .cm-lsp-documentation": { padding: "4px 10px" },
  ".cm-tooltip .cm-lsp-documentation p, .cm-tooltip .cm-lsp-documentation pre": { margin: "4px 0" },
  ".cm-tooltip .cm-lsp-documentation ul": { margin: "4px 0", paddingLeft: "20px" },
  ".cm-tooltip .cm-lsp-documentation hr": { border: "none", borderTop: "1px solid var(--border)" },
  ".cm-tooltip a": { color: "var(--link)" },
  ".cm-tooltip code, .cm-tooltip pre": { fontFamily: "var(--mono)", fontSize: "12px" },
  ".cm-tooltip button": {
    font: "inherit",
    color: "var(--link)",
    background: "none",
    border: "none",
    padding: "2px 0",
    textAlign: "left",
    cursor: "pointer",
  },
  ".cm-tooltip button:hover": { textDecoration: "underline" },
  ".cm-tooltip button:focus-visible": { outline: "2px solid var(--link)", outlineOffset: "1px" },
  ".cm-tooltip ul.fixes": { listStyle: "none", margin: "4px 0 0", padding: "0" },
  ".cm-tooltip.fix-menu": { padding: "6px 12px" },
  ".cm-diagnostic": { borderLeft: "none", padding: "6px 10px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "16em", maxWidth: "80vw" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "2px 6px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--chosen)", color: "var(--on-chosen)" },
  ".cm-completionIcon": { display: "none" },
  ".cm-completionDetail": { color: "var(--muted)", fontStyle: "normal" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-tooltip.cm-completionInfo": { padding: "2px 0", whiteSpace: "normal" },
  ".cm-snippetField": { backgroundColor: "var(--selection)" },
  ".cm-panels": { color: "var(--fg)", backgroundColor: "var(--raised)" },
});

const words = HighlightStyle.define([
  { tag: tags.comment, color: "var(--muted)" },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--key)" },
  { tag: tags.string, color: "var(--string)" },
  { tag: [tags.content, tags.attributeValue], color: "var(--fg)" },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace, tags.meta], color: "var(--muted)" },
  { tag: [tags.keyword, tags.labelName, tags.typeName], color: "var(--keyword)" },
]);

export const THEME: Extension = [look, syntaxHighlighting(words)];
