import { describeMounts } from '../../../test/support/conformance.js'
import { mounts } from './mounts.js'

describeMounts(mounts)
