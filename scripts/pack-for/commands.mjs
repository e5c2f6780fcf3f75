// @ts-check

/**
 * What installs packages from tarballs, by package manager. npm takes a package that is installed for one that others
 * need; pnpm and yarn look in the registry, unless their configuration says where each of them is.
 *
 * @param {Readonly<Record<string, string>>} tarballs paths by name: what is wanted, and what that needs
 * @param {readonly string[]} names what is wanted
 * @returns {Readonly<Record<string, readonly string[]>>}
 */
export function toCommands(tarballs, names) {
  const all = Object.entries(tarballs)
  const wanted = all.filter(([name]) => names.includes(name)).map(([, path]) => `file:${path}`)
  const overrides = all.map(([name, path]) => `  ${JSON.stringify(name)}: ${JSON.stringify(`file:${path}`)}`)
  const resolutions = all.map(([name, path]) => `resolutions[${name}]=file:${path}`)
  return {
    npm: [toLine('npm', 'install', ...Object.values(tarballs))],
    'pnpm (10.6 or later)': [
      `${toLine('printf', '%s\\n', 'overrides:', ...overrides)} >> pnpm-workspace.yaml`,
      toLine('pnpm', 'add', ...wanted),
    ],
    yarn: [toLine('npm', 'pkg', 'set', ...resolutions), toLine('yarn', 'add', ...wanted)],
  }
}

/** A line for a shell. @param {...string} words */
function toLine(...words) {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ')
}
