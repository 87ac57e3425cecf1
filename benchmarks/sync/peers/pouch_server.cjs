// PouchDB behind the interface of CouchDB: node pouch_server.cjs FOLDER PORT
const paths = { paths: [process.env.PEERS] }
const express = require(require.resolve('express', paths))
const PouchDB = require(require.resolve('pouchdb', paths))
const couch = require(require.resolve('express-pouchdb', paths))

const [folder, port] = process.argv.slice(2)
const settings = { mode: 'minimumForPouchDB', logPath: folder + '/log.txt', configPath: folder + '/config.json' }
express().use('/', couch(PouchDB.defaults({ prefix: folder + '/' }), settings)).listen(Number(port), '127.0.0.1')
