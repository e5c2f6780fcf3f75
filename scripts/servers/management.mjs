import { makeCalls } from './management-calls.mjs'

const { Bun, Deno } = globalThis
const runtime = Bun ? `bun ${Bun.version}` : Deno ? `deno ${Deno.version.deno}` : `node ${process.version}`

console.log(JSON.stringify({ runtime, outcomes: await makeCalls(process.argv[2]) }))
