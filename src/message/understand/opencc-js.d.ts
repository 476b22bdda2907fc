/** The part of opencc-js used here: its own types cannot be resolved from an ES module. */
declare module 'opencc-js/t2cn' {
  export function Converter(locales: { readonly from: 't'; readonly to: 'cn' }): (text: string) => string;
}
