/** Plain data that can be written as YAML: what fixes and scaffolds put into files. */

/** Strings are quoted where YAML would read them as something else. */
export type YamlValue = string | number | boolean | null | readonly YamlValue[] | { readonly [key: string]: YamlValue };
