import { app } from './app.mjs'

// biome-ignore lint/style/noDefaultExport: this is how a Worker is told apart from a module
export default app
