// A client of PouchDB on LevelDB that replicates both ways; commands as in benchmarks/sync/lines.py.
const fs = require('fs')
const readline = require('readline')
const PouchDB = require(require.resolve('pouchdb', { paths: [process.env.PEERS] }))

const AT_ONCE = 1000
let store
let remote

const rowsOf = (file) => fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line))

const handlers = {
  async open ({ folder, url }) {
    store = new PouchDB(folder + '/local')
    remote = url + '/records'
    await store.info()
  },
  async load ({ file }) {
    const rows = rowsOf(file)
    for (let at = 0; at < rows.length; at += AT_ONCE) {
      await store.bulkDocs(rows.slice(at, at + AT_ONCE).map(({ id, fields }) => ({ _id: id, ...fields })))
    }
  },
  async edit ({ file }) {
    const edits = rowsOf(file)
    const found = await store.allDocs({ keys: edits.map((one) => one.id), include_docs: true })
    const answers = await store.bulkDocs(found.rows.map(({ doc }, at) => ({ ...doc, ...edits[at].set })))
    const failed = answers.find((one) => one.error)
    if (failed) throw new Error(failed.message)
  },
  async sync () {
    const done = await store.sync(remote)
    for (const way of [done.push, done.pull]) {
      if (way.doc_write_failures || !way.ok) throw new Error('replication failed')
    }
  },
  async push () {
    const done = await store.replicate.to(remote)
    if (done.doc_write_failures || !done.ok) throw new Error('replication failed')
  },
  async dump ({ file }) {
    const all = await store.allDocs({ include_docs: true })
    const lines = all.rows.map(({ doc: { _id, _rev, ...fields } }) => JSON.stringify(fields) + '\n')
    fs.writeFileSync(file, lines.join(''))
  }
}

async function serve () {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { op, ...asked } = JSON.parse(line)
    let answer
    try {
      await handlers[op](asked)
      answer = { ok: true }
    } catch (failure) {
      answer = { ok: false, error: String((failure && (failure.message || failure.reason)) || failure).slice(0, 300) }
    }
    process.stdout.write('@' + JSON.stringify(answer) + '\n')
  }
  process.exit(0)
}

serve()
