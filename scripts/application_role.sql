-- Makes the role that the application signs in as. It reads and writes rows and owns nothing, so that it can put no
-- trigger of the database aside (docs/decisions/0013-what-the-database-holds.md). The role cpd_owner owns the tables:
-- it runs `manage.py migrate` and nothing else.
--
-- Run once, by a superuser of the database server, in the database cpd:
--     APPLICATION_PASSWORD=… psql --dbname=cpd --file=scripts/application_role.sql
\set ON_ERROR_STOP on
\getenv password APPLICATION_PASSWORD
CREATE ROLE cpd LOGIN PASSWORD :'password';
GRANT USAGE ON SCHEMA public TO cpd;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO cpd;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO cpd;
ALTER DEFAULT PRIVILEGES FOR ROLE cpd_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO cpd;
ALTER DEFAULT PRIVILEGES FOR ROLE cpd_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO cpd;
