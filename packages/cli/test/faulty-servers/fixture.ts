import type { RequestListener } from 'node:http'
import type { Running } from '../../../../test/support/conformance.js'
import { serve } from '../../../../test/support/conformance.js'
import type { ExamineOptions } from '../../src/doctor/examine.js'
import type { FindingCode } from '../../src/doctor/findings.js'

/** A server with a mistake, and the findings that it must cause. */
export interface FaultyServer {
  readonly name: string
  serve(): Promise<Running>
  /**
   * Path and query of the URL.
   *
   * @default '/'
   */
  readonly at?: string
  readonly options?: Partial<ExamineOptions>
  /** All expected MUST findings. */
  readonly must: readonly FindingCode[]
  /**
   * All expected SHOULD findings.
   *
   * @default none
   */
  readonly should?: readonly FindingCode[]
}

/** Creates a faulty server from a request listener. */
export function faultyServer(
  name: string,
  must: FindingCode | readonly FindingCode[],
  listener: RequestListener,
  rest: Partial<FaultyServer> = {},
): FaultyServer {
  return { name, must: [must].flat(), serve: () => serve(listener), ...rest }
}
