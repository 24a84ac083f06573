// Fills the place with the position of the device, rounded to about a kilometre. It is sent when the reader sends the form.
const here = document.getElementById("here"), near = document.getElementById("near");
if (here && near && navigator.geolocation) {
  here.hidden = false;
  here.addEventListener("click", () => navigator.geolocation.getCurrentPosition((found) => {
    near.value = `${found.coords.latitude.toFixed(2)},${found.coords.longitude.toFixed(2)}`;
    near.focus();
  }, () => near.focus(), { maximumAge: 600000, timeout: 10000 }));
}
