import type { Section } from '../section.js'
export async function writePage(_sections: readonly Section[]): Promise<string> {
  return ''
}
