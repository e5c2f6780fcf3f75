import type { RequestListener } from 'node:http'
import type { Running } from '../../../../test/support/conformance.js'
import { serve } from '../../../../test/support/conformance.js'
import type { ExamineOptions } from '../../src/doctor/examine.js'
import type { FindingCode } from '../../src/doctor/findings.js'

/** A server as it is found in the wild. */
export interface Animal {
  readonly name: string
  serve(): Promise<Running>
  /** What stands behind the origin in the URL. Default `/`. */
  readonly at?: string
  readonly options?: Partial<ExamineOptions>
  /** What must be mended, all of it. */
  readonly must: readonly FindingCode[]
  /** What could be better, all of it. Default: nothing. */
  readonly should?: readonly FindingCode[]
}

/** An animal of one fault. */
export function animal(
  name: string,
  must: FindingCode | readonly FindingCode[],
  listener: RequestListener,
  rest: Partial<Animal> = {},
): Animal {
  return { name, must: [must].flat(), serve: () => serve(listener), ...rest }
}
