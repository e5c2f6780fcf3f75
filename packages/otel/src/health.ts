export {
  type CheckResult,
  createHealth,
  type Health,
  type HealthOptions,
  type Readiness,
} from './health/health.js'
export type { ObservedConnections, Silence } from './health/silence.js'
