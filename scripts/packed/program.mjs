// @ts-check
import { join } from 'node:path'
import { run, startServer } from '../shared/process.mjs'
import { serverOf } from '../shared/project.mjs'

/** The commands to run; the URL of a webhook is appended. */
export const commands = [
  ['send'],
  ['simulate', '--events', '100', '--rate', '1000'],
  ['doctor'],
  ['dev', '--connection-string'],
]

/**
 * Runs a command of the program that the project has installed, against a webhook in Express.
 *
 * @param {string} project
 * @param {readonly string[]} command
 */
export async function checkProgram(project, command) {
  const server = await startServer([process.execPath, serverOf('express')], project)
  try {
    await run(join(project, 'node_modules/.bin/signalr-events'), [...command, server.url], project)
  } finally {
    await server.stop()
  }
}
