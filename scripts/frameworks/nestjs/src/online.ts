// @ts-nocheck
// Put in place of the provider of the sample, whose webhook it extends by those of the conformance checks.

import { Injectable } from '@nestjs/common'
import { combine } from './combine.js'
import { Online as Sample } from './sample.js'

@Injectable()
export class Online extends Sample {
  constructor() {
    super()
    const { close } = this.webhook
    this.webhook = { ...combine(this.webhook), close }
  }
}
