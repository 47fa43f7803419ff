/** In place of the application's own: anything that takes requests. */
export async function createApp() {
  return (request, response) => response.end(`GET ${request.url}`);
}
