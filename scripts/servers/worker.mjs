import { app } from './app.mjs'

// biome-ignore lint/style/noDefaultExport: this marks the file as a Worker made of a module
export default app
