import { defineNitroConfig } from 'nitropack/config'

export default defineNitroConfig({ compatibilityDate: '2026-04-01' })
