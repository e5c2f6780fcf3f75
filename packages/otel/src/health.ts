export { createHealth } from './health/health.js'
export type {
  Check,
  CheckResult,
  Health,
  HealthOptions,
  ObservedConnections,
  Readiness,
  Silence,
} from './health/types.js'
