/** Command "Create Config File": writes a `.netpol.yaml` whose every line is a comment, so that it changes nothing yet. */

import * as vscode from "vscode";

const FILE = ".netpol.yaml";

const TEXT = `# Settings of netpol for this folder: the same for the editor and for \`netpol check\`.
# What stands here wins over the settings of the editor. Remove the hash of what is to change.

# rules:                        # off, hint, info, warning, error or on, by a rule's name or code
#   egress-blocks-dns: error
# persona: regular              # regular, pedantic or auditor: how much is worth a word
# exclude:                      # globs, besides what .gitignore names
#   - charts/**
# scopes:                       # name of a cluster, and the files that make it up
#   staging: [clusters/staging/**]
# closedWorld: auto             # auto, always or never: whether these files are all there is
# helm: mask                    # mask or off: what is said about policies in the templates of charts
# kubernetesVersion: "1.36"
# ciliumVersion: "1.19"
# dns:                          # what serves names in the cluster
#   namespace: kube-system
#   labels: {k8s-app: kube-dns}
#   ports: [53]
`;

export async function createConfig(): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder = folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0];
  if (folder === undefined) {
    if (folders.length === 0)
      void vscode.window.showInformationMessage("Open a folder first: its root is where the file goes.");
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
