// A registry on a free port of the loopback, which says the port to the process that started it and ends with that process.
import process from "node:process";
import { runServer } from "verdaccio";

const [config] = process.argv.slice(2);
const server = await runServer(config);
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
process.on("disconnect", () => process.exit());
