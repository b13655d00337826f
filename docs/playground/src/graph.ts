/** The page of the flow graph as VS Code's panel shows it, in the playground's frame and colors. */

import "./graph-page.js";
import "../../../client/src/flow-graph/view/main.js";
import "../graph.css";
