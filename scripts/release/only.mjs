// @ts-check
// Stops `npm publish` and `pnpm publish` in a package, which would publish it without its address.

console.error('Publish with `pnpm release`, which adds the address of the repository.')
process.exit(1)
