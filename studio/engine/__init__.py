"""The engine: a child process that turns recipes into pictures. torch and diffusers live only here."""
