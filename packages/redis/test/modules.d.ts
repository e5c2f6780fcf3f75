// Its own types are of another version of ioredis.
declare module 'ioredis-mock' {
  // biome-ignore lint/style/noDefaultExport: that is how the package exports it
  export default class Mock {
    evalsha(sha1: string, keys: number, keysAndArguments: string[]): Promise<unknown>
    eval(script: string, keys: number, keysAndArguments: string[]): Promise<unknown>
    defineCommand(name: string): void
  }
}
