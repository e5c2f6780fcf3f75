export { type ExchangeOptions, exchange, type HttpAnswer } from './exchange.js'
