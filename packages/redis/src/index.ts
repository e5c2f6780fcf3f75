export type { IoredisClient, NodeRedisClient, RedisClient, ScriptOptions } from './client.js'
export type { RedisStoreOptions } from './options.js'
export { redisStore } from './store.js'
