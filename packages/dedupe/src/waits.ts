/** Counts what waits for a claim of another delivery or instance. */
export class Waits {
  count = 0

  async during<Value>(work: Promise<Value>): Promise<Value> {
    this.count++
    try {
      return await work
    } finally {
      this.count--
    }
  }
}
