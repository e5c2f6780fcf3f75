// @ts-nocheck
// Put in place of the module of the sample: with it, what the conformance checks find behind the webhook.

import { text } from 'node:stream/consumers'
import { Controller, HttpCode, Module, Post, Req } from '@nestjs/common'
// biome-ignore lint/style/useImportType: Nest finds what to inject by the class.
import { HttpAdapterHost } from '@nestjs/core'
import { AppModule as Sample } from './sample.module.js'

@Controller()
class Echo {
  @Post('echo')
  @HttpCode(200)
  async echo(@Req() request) {
    const { body } = request
    // Express leaves what it does not parse in the stream.
    if (body === undefined) return text(request)
    return typeof body === 'string' ? body : JSON.stringify(body)
  }
}

@Module({ imports: [Sample], controllers: [Echo] })
export class AppModule {
  constructor(host: HttpAdapterHost) {
    // Fastify answers 415 to types that it has no parser for.
    const parse = (_request, body, done) => done(null, body)
    host.httpAdapter.getInstance().addContentTypeParser?.('*', { parseAs: 'string' }, parse)
  }
}
