/** Values that another tool fills in before the cluster sees them: nothing can be said about their text. */

const PLACEHOLDER = /\$\{[A-Za-z_][^}]*\}|\$\([A-Za-z_]\w*\)|\{\{.*\}\}/;

/** True for text with `${NAME}` (Flux, envsubst), `$(NAME)` (kustomize) or `{{ … }}` (Helm and its like) in it. */
export function holdsPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text);
}
