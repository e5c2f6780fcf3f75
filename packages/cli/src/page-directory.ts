/** Where the build puts the files of the page. The same from `src` and from what is built, which are both one level deep. */
export const pageDirectory: URL = new URL('../dist/page/', import.meta.url)
