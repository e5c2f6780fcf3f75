// @ts-check
// Builds the packages. Arguments are those of `turbo run build`.

import { build } from './shared/build.mjs'

await build({ args: process.argv.slice(2) })
