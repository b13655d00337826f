/** Files that the bundler puts in as texts. */
declare module "*.yaml" {
  const text: string;
  export default text;
}
