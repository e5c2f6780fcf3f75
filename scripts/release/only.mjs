// @ts-check
// Runs before `npm publish` and `pnpm publish` in a package, which would publish it without its address.

console.error('Publish with `pnpm release`, which adds where the packages come from.')
process.exit(1)
