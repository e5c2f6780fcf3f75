export { action, loader } from './routes/events'
