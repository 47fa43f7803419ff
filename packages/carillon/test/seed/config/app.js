export default { port: 0 };
