/// <reference types="vitest/config" />
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = 'http://127.0.0.1:8080';
const here = (folder: string) => new URL(folder, import.meta.url).pathname;

export default defineConfig({
  plugins: [
    react(),
    {
      // As the product does: /field and what follows is the repairmen's page.
      name: 'field-page',
      configureServer({ middlewares }) {
        middlewares.use((request, _response, next) => {
          if (/^\/field(\/|\?|$)/.test(request.url ?? '')) request.url = '/field.html';
          next();
        });
      },
    },
  ],
  resolve: { alias: { '@shared': here('./src/shared'), '@console': here('./src/console') } },
  server: {
    proxy: {
      '/api': server,
      '/ws': { target: server, ws: true },
      '/sip': { target: server, ws: true },
    },
  },
  build: {
    manifest: true,
    chunkSizeWarningLimit: 1300,
    rolldownOptions: {
      input: { index: here('./index.html'), field: here('./field.html') },
      output: {
        // Libraries change seldom: they get chunks of their own, so that browsers keep them over releases.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 20 },
            {
              name: 'antd',
              test: /node_modules[\\/](?!(antd[\\/]es|@rc-component)[\\/](table|tree|pagination)[\\/])(antd|@ant-design|@rc-component|rc-[^\\/]+|dayjs)[\\/]/,
              priority: 15,
            },
            // What only some rooms need: tables and trees that draw only the rows in sight.
            {
              name: 'antd-more',
              test: /node_modules[\\/](antd[\\/]es|@rc-component)[\\/](table|tree|pagination)[\\/]/,
              priority: 10,
            },
            { name: 'rrweb-record', test: /node_modules[\\/]@rrweb[\\/]record[\\/]/, priority: 10 },
            { name: 'rrweb-replay', test: /node_modules[\\/]@rrweb[\\/]replay[\\/]/, priority: 10 },
            { name: 'leaflet', test: /node_modules[\\/]leaflet[\\/]/, priority: 10 },
          ],
        },
      },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['./src/test-setup.ts'],
    testTimeout: 20_000,
  },
});
