export type { Check, Level } from './check.js'
export { blackBoxChecks, checks } from './checks.js'
export type { BlackBoxCheck, Receiver } from './receiver.js'
export type { Result } from './result.js'
export { runChecks } from './run.js'
export {
  createSubject,
  guardedKeys,
  guardedPath,
  type Received,
  type Subject,
  type SubjectOptions,
} from './subject.js'
export { type Answer, fetchTarget, type Target, type TargetRequest } from './target.js'
