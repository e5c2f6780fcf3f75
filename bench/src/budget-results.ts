import type { Budget } from './budgets.js'
import { type Figures, figure } from './section.js'

/** A budget and its measured figure. */
export interface BudgetResult {
  readonly budget: Budget
  readonly measured: number
  readonly passed: boolean
  readonly reachesGoal: boolean
}

/** Compares figures with budgets. @throws {RangeError} if a figure is missing, except those of Redis without Redis */
export function checkBudgets(figures: Figures, budgets: readonly Budget[]): readonly BudgetResult[] {
  const hasRedis = [...figures.keys()].some(isOfRedis)
  return budgets
    .filter((budget) => hasRedis || !isOfRedis(budget.figure))
    .map((budget) => {
      const measured = figure(figures, budget.figure).median
      const isWithin = (bound: number) => (budget.atLeast === true ? measured >= bound : measured <= bound)
      const passed = budget.limit === undefined || isWithin(budget.limit)
      return { budget, measured, passed, reachesGoal: isWithin(budget.goal) }
    })
}

function isOfRedis(name: string): boolean {
  return name.startsWith('redis.')
}
