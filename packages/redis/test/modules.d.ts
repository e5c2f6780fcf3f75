// Its own types are of another version of ioredis.
declare module 'ioredis-mock' {
  export { Redis as default } from 'ioredis'
}
