/** A word or phrase to avoid, and what to write instead. */
export interface Avoided {
  readonly pattern: RegExp
  readonly instead: string
}

/** A word to avoid that was found in a text. */
export interface WordFinding {
  readonly line: number
  readonly found: string
  readonly instead: string
}

// Correct English, but not what a reader would type into a search box.
const avoided: readonly Avoided[] = [
  avoid('tell|tells|told|telling', 'say, report, print'),
  avoid('bear|bears|bore|borne|bearing', 'have, contain'),
  avoid('beside', 'next to, with, in addition to'),
  avoid('in hand', 'in flight'),
  avoid('(come|comes|came|coming) again', 'is redelivered, is retried'),
  avoid('(give|gives|gave|given|giving) up', 'stop, drop, fail'),
  avoid('as a rule', 'usually'),
  avoid('neighbou?rs?', 'other events in the batch'),
  avoid('mend|mends|mended|mending', 'fix'),
  avoid('(told|say|said|says) otherwise', 'by default'),
  avoid('what is there', 'what exists, already available'),
  avoid('for ever', 'forever, without limit'),
  avoid('whoever', 'name the person or program'),
  avoid(`(${programs().join('|')})s? who`, 'that, which'),
  avoid('(is|are|be|was|were|been) taken for', 'is treated as'),
  avoid('foreign|foreigners?|strangers?', 'other, unknown, of another sender'),
  avoid('of (its|their|your|our|my|his|her|one’s) own', 'separate, own'),
  avoid('hear|hears|heard', 'receive, is called'),
  avoid('culprits?', 'cause'),
  avoid('contenders?', 'candidate'),
  avoid('lanes?', 'queue'),
  avoid('in truth', 'really'),
  avoid('need be', 'optional, if needed'),
  avoid('goes its way|go their way', 'is processed'),
  avoid('(reads?|reading) away', 'discard'),
  avoid('left behind', 'abandoned'),
  avoid('done with', 'finished'),
  avoid('anew', 'again'),
  avoid('alike', 'equal, similar'),
  avoid('shall', 'must, will'),
  avoid('in good order', 'gracefully'),
  avoid('rehearse|rehearsal', 'dry run'),
]

function programs(): string[] {
  return [
    ...['server', 'webhook', 'store', 'process', 'handler', 'middleware', 'program', 'proxy', 'library'],
    ...['Grid', 'Redis', 'instance', 'connection', 'delivery', 'service', 'package', 'adapter', 'runtime'],
  ]
}

function avoid(words: string, instead: string): Avoided {
  const source = words.replaceAll(' ', '\\s+')
  return { pattern: new RegExp(`(?<![-\\w/#.])(?:${source})(?![-\\w])`, 'gi'), instead }
}

/**
 * Finds the words to avoid, also those that a line break divides, and those in `camelCase` names. Words in ids such as
 * `x-foreign` and in URLs do not count.
 */
export function findAvoided(text: string): WordFinding[] {
  const words = text
    .replaceAll(/https?:\/\/\S+/g, (url) => ' '.repeat(url.length))
    .replaceAll(/([a-z\d])(?=[A-Z])/g, '$1 ')
  const prose = words.replaceAll(/\n[ \t]*(\*|\/\/|#|>)?/g, (start) => ' '.repeat(start.length))
  return avoided
    .flatMap(({ pattern, instead }) =>
      [...prose.matchAll(pattern)].map(({ index, 0: found }) => ({ index, found, instead })),
    )
    .sort((a, b) => a.index - b.index)
    .map(({ index, found, instead }) => {
      const line = words.slice(0, index).split('\n').length
      return { line, found: found.replaceAll(/[\s*/#>]+/g, ' '), instead }
    })
}
