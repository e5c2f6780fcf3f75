export default { serverDir: '.', compatibilityDate: '2026-04-01' }
