declare module 'koa2' {
  export { default } from 'koa'
}
declare module 'express4' {
  export { default } from 'express'
}
