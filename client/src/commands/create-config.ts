/** Command "Create Config File": writes a `.netpol.yaml` in which every line is a comment. */

import * as vscode from "vscode";

const FILE = ".netpol.yaml";

const TEXT = `# netpol settings for this folder, for the editor and for \`netpol check\`.
# They override the editor's settings. Uncomment what you want to change.

# rules:                        # rule name or code: off, hint, info, warning, error or on
#   egress-blocks-dns: error
# persona: regular              # how strict to be: regular, pedantic or auditor
# exclude:                      # globs of files to skip, in addition to .gitignore
#   - charts/**
# scopes:                       # cluster name, and globs of its files
#   staging: [clusters/staging/**]
# closedWorld: auto             # whether all workloads are here: auto, always or never
# helm: mask                    # how to handle Helm charts: off, mask or render
# kubernetesVersion: "1.36"
# ciliumVersion: "1.19"
# dns:                          # cluster DNS
#   namespace: kube-system
#   labels: {k8s-app: kube-dns}
#   ports: [53]
`;

export async function createConfig(): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder = folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0];
  if (folder === undefined) {
    if (folders.length === 0)
      void vscode.window.showInformationMessage("Open a folder first: the file is created in its root.");
    return;
  }
  const uri = vscode.Uri.joinPath(folder.uri, FILE);
  if (!(await exists(uri))) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(TEXT));
  await vscode.window.showTextDocument(uri);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === "FileNotFound") return false;
    throw error;
  }
}
