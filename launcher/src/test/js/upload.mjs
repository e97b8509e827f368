// upload.mjs ENDPOINT TOKEN FILE METADATA(JSON) CHUNK PARALLEL: sends a file with tus-js-client as it comes, with its
// default ways to go on after a failure, and prints what became of it as JSON.
import { createReadStream } from 'node:fs'
import { Upload } from 'tus-js-client'

const [endpoint, token, file, metadata, chunk, parallel] = process.argv.slice(2)
let record = null
const seen = { retries: 0 }

const upload = new Upload(createReadStream(file), {
  endpoint,
  chunkSize: chunk === 'all' ? Infinity : Number(chunk),
  parallelUploads: Number(parallel),
  metadata: JSON.parse(metadata),
  metadataForPartialUploads: JSON.parse(metadata),
  headers: { Authorization: `Bearer ${token}` },
  retryDelays: [100, 300, 1000, 1000, 3000, 5000, 5000, 5000, 10000, 10000],
  onShouldRetry(error) {
    seen.retries++
    const status = error.originalResponse ? error.originalResponse.getStatus() : 0
    return status === 0 || status === 409 || status === 423 || status >= 500
  },
  onAfterResponse(request, response) {
    record = response.getHeader('Mejene-Record') || record
  },
  onError(error) {
    console.error(String(error))
    process.exit(1)
  },
  onSuccess() {
    console.log(JSON.stringify({ record, retries: seen.retries }))
    process.exit(0)
  },
})
upload.start()
