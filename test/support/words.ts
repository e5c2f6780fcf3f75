/** A word or phrase to avoid in prose, and what to write instead. */
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

// Correct English, but not what a reader would type into a search box. Words in ids, such as `x-foreign`, do not count.
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
  avoid(
    '(server|webhook|store|process|handler|middleware|program|proxy|library|Grid|Redis) who',
    'that, which',
  ),
  avoid('(is|are|be|was|were|been) taken for', 'is treated as'),
  avoid('foreign|foreigners?|strangers?', 'other, unknown, of another sender'),
  avoid('of (its|their|your|our|my|his|her|one’s) own', 'separate, own'),
  avoid('hears?( of)?|heard', 'receives, is called'),
  avoid('culprits?', 'cause'),
  avoid('contenders?', 'candidate'),
  avoid('lanes?', 'queue'),
  avoid('in truth', 'really'),
  avoid('need be', 'optional, if needed'),
  avoid('goes its way|go their way', 'is processed'),
]

function avoid(words: string, instead: string): Avoided {
  const source = words.replaceAll(' ', '\\s+')
  return { pattern: new RegExp(`(?<![-\\w/#.])(?:${source})(?![-\\w])`, 'gi'), instead }
}

/** Finds the words to avoid, also those that a line break divides. */
export function findAvoided(text: string): WordFinding[] {
  const prose = text
    .replaceAll(/https?:\/\/\S+/g, (url) => ' '.repeat(url.length))
    .replaceAll(/\n[ \t]*(\*|\/\/|#|>)?/g, (start) => ' '.repeat(start.length))
  return avoided
    .flatMap(({ pattern, instead }) =>
      [...prose.matchAll(pattern)].map(({ index, 0: found }) => ({ index, found, instead })),
    )
    .sort((a, b) => a.index - b.index)
    .map(({ index, found, instead }) => {
      const line = text.slice(0, index).split('\n').length
      return { line, found: found.replaceAll(/[\s*/#>]+/g, ' '), instead }
    })
}
