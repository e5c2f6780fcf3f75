import type { Budget } from './budgets.js'
import { type Figures, figure } from './section.js'

/** A budget, and what was measured. */
export interface Verdict {
  readonly budget: Budget
  readonly measured: number
  readonly passed: boolean
  readonly reachesGoal: boolean
}

/** Judges budgets. @throws {RangeError} for a figure that is missing, unless a whole section was left out for want of Redis */
export function judge(figures: Figures, budgets: readonly Budget[]): readonly Verdict[] {
  const hasRedis = [...figures.keys()].some(isOfRedis)
  return budgets
    .filter((budget) => hasRedis || !isOfRedis(budget.figure))
    .map((budget) => {
      const measured = figure(figures, budget.figure).median
      const keeps = (bound: number) => (budget.atLeast === true ? measured >= bound : measured <= bound)
      const passed = budget.limit === undefined || keeps(budget.limit)
      return { budget, measured, passed, reachesGoal: keeps(budget.goal) }
    })
}

function isOfRedis(name: string): boolean {
  return name.startsWith('redis.')
}
